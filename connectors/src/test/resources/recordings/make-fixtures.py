#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the recordings of this folder with programs that are not monolead.

    apt-get install libedf1 biosig-tools; pip install numpy pydicom
    ./make-fixtures.py [edf|ishne|aecg|dicom ...]

The signals are made up here: nothing in them comes from a patient. The same signals are written as
WFDB by hand (format 16), so that a test can compare a conversion with what it was made of.
"""
import binascii
import ctypes
import os
import shutil
import struct
import subprocess
import sys
import tempfile

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
RATE = 360
SECONDS = 4
LEADS = ["I", "II", "V1"]


def made_up():
    """Units of 1 microvolt, [sample][lead]: beats of three widths, a drift and a little noise."""
    t = numpy.arange(RATE * SECONDS) / RATE
    noise = numpy.random.default_rng(20261126).normal(0, 8, (len(t), len(LEADS)))
    columns = []
    for gain, width in ((600, 0.012), (1100, 0.016), (-850, 0.02)):
        beat = numpy.exp(-0.5 * ((t % 0.8 - 0.4) / width) ** 2)
        wave = 0.2 * numpy.exp(-0.5 * ((t % 0.8 - 0.65) / 0.04) ** 2)
        columns.append(gain * (beat + wave) + 150 * numpy.sin(2 * numpy.pi * 0.3 * t))
    return numpy.rint(numpy.stack(columns, axis=1) + noise).astype(numpy.int16)


def wfdb():
    signal = made_up()
    folder = os.path.join(HERE, "wfdb")
    os.makedirs(folder, exist_ok=True)
    signal.astype("<i2").tofile(os.path.join(folder, "madeup.dat"))
    with open(os.path.join(folder, "madeup.hea"), "w", newline="\n") as header:
        header.write(f"madeup {len(LEADS)} {RATE} {len(signal)} 10:20:30 24/12/2011\n")
        for i, lead in enumerate(LEADS):
            checksum = int(signal[:, i].astype(numpy.int64).sum()) & 0xFFFF
            checksum -= (checksum & 0x8000) << 1
            header.write(
                f"madeup.dat 16 1000(0)/mV 16 0 {signal[0, i]} {checksum} 0 {lead}\n"
            )


def biosig(source, target, kind):
    """BioSig's save2gdf (GPL program; what it writes is ours)."""
    subprocess.run(["save2gdf", "-f=" + kind, source, target], check=True, timeout=60)


def edf():
    folder = os.path.join(HERE, "edf")
    os.makedirs(folder, exist_ok=True)
    # BioSig 2.5.0 confuses the samples of WFDB records of more than one signal: it gets one.
    with tempfile.TemporaryDirectory() as work:
        made_up()[:, 0].astype("<i2").tofile(os.path.join(work, "one.dat"))
        with open(os.path.join(work, "one.hea"), "w") as header:
            header.write(f"one 1 {RATE} {RATE * SECONDS} 10:20:30 24/12/2011\n")
            header.write(f"one.dat 16 1000/mV 16 0 0 0 0 I\n")
        biosig(os.path.join(work, "one.hea"), os.path.join(folder, "biosig.edf"), "EDF")
    edflib_plain(os.path.join(folder, "three.edf"))
    plus = os.path.join(folder, "edflib.edf")
    edflib(plus)
    discontinuous(plus, os.path.join(folder, "gaps.edf"))


def edflib_plain(target):
    """EDF+C by EDFlib: the three leads as they are."""
    lib = ctypes.CDLL("libedf.so.1")
    handle = lib.edfopen_file_writeonly(target.encode(), 1, len(LEADS))
    for i, lead in enumerate(LEADS):
        lib.edf_set_samplefrequency(handle, i, RATE)
        lib.edf_set_physical_minimum(handle, i, ctypes.c_double(-32768))
        lib.edf_set_physical_maximum(handle, i, ctypes.c_double(32767))
        lib.edf_set_digital_minimum(handle, i, -32768)
        lib.edf_set_digital_maximum(handle, i, 32767)
        lib.edf_set_label(handle, i, lead.encode())
        lib.edf_set_physical_dimension(handle, i, b"uV")
    lib.edf_set_startdatetime(handle, 2011, 12, 24, 10, 20, 30)
    signal = made_up().astype(int)
    for second in range(SECONDS):
        for i in range(len(LEADS)):
            values = [int(v) for v in signal[second * RATE : (second + 1) * RATE, i]]
            if lib.edfwrite_digital_samples(handle, (ctypes.c_int * RATE)(*values)):
                raise RuntimeError("EDFlib does not write")
    lib.edfclose_file(handle)


def edflib(target):
    """EDF+C by EDFlib 1.23: an ECG in uV, one in mV of half the rate, and a breath."""
    lib = ctypes.CDLL("libedf.so.1")
    handle = lib.edfopen_file_writeonly(target.encode(), 1, 3)
    if handle < 0:
        raise RuntimeError("EDFlib does not open the file")
    signals = [
        (b"ECG I", b"uV", RATE, -3276.8, 3276.7, -32768, 32767),
        (b"EKG II", b"mV", RATE // 2, 5.0, -5.0, -2048, 2047),
        (b"Resp chest", b"mV", 10, -1.0, 1.0, -2048, 2047),
    ]
    for i, (label, unit, rate, low, high, bottom, top) in enumerate(signals):
        lib.edf_set_samplefrequency(handle, i, rate)
        lib.edf_set_physical_minimum(handle, i, ctypes.c_double(low))
        lib.edf_set_physical_maximum(handle, i, ctypes.c_double(high))
        lib.edf_set_digital_minimum(handle, i, bottom)
        lib.edf_set_digital_maximum(handle, i, top)
        lib.edf_set_label(handle, i, label)
        lib.edf_set_physical_dimension(handle, i, unit)
    lib.edf_set_startdatetime(handle, 2011, 12, 24, 10, 20, 30)
    lib.edf_set_subsecond_starttime(handle, 2500000)  # 100 ns
    lib.edf_set_patientname(handle, b"Jane Q Public")
    lib.edf_set_patientcode(handle, b"SECRET-17")
    lib.edf_set_gender(handle, 0)
    lib.edf_set_birthdate(handle, 1951, 12, 25)
    signal = made_up().astype(int)
    for second in range(SECONDS):
        block = signal[second * RATE : (second + 1) * RATE]
        for values in (block[:, 0], block[::2, 1], numpy.arange(10) + 10 * second):
            buffer = (ctypes.c_int * len(values))(*[int(v) for v in values])
            if lib.edfwrite_digital_samples(handle, buffer):
                raise RuntimeError("EDFlib does not write")
    for onset, duration, text in (
        (4000, -1, "N"),
        (12000, -1, "V"),
        (15000, -1, "(AFIB"),
        (20000, 15000, "Lights off \u00e9\u20ac"),
    ):
        # EDFlib's onsets are in 100 us and count from the first sample.
        lib.edfwrite_annotation_utf8(
            handle, ctypes.c_longlong(onset), ctypes.c_longlong(duration), text.encode()
        )
    lib.edfclose_file(handle)


def discontinuous(source, target):
    """The same file with 1.5 s between its second and third data record, as EDF+D."""
    data = bytearray(open(source, "rb").read())
    data[192:197] = b"EDF+D"
    signals = int(data[252:256])
    samples = [
        int(data[256 + signals * 216 + 8 * i :][:8]) for i in range(signals)
    ]
    header, record, mark = 256 * (signals + 1), 2 * sum(samples), 2 * sum(samples[:-1])
    for r in range((len(data) - header) // record):
        at = header + r * record + mark
        end = data.index(b"\x14\x14\0", at)
        onset = float(data[at:end]) + (1.5 if r >= 2 else 0)
        stamp = b"+%.7f" % onset
        rest = bytes(data[end : header + (r + 1) * record])
        both = (stamp + rest)[: 2 * samples[-1]].ljust(2 * samples[-1], b"\0")
        data[at : header + (r + 1) * record] = both
    open(target, "wb").write(data)


def ishne_header(magic, samples, comment):
    """The fixed block of table 1 of the standard, with zlib's cousin for the checksum."""
    block = struct.pack("<iiiih", len(comment), samples, 522, 522 + len(comment), 1)
    block += b"Jane".ljust(40, b"\0") + b"Public".ljust(40, b"\0")
    block += b"SECRET-17".ljust(20, b"\0")
    block += struct.pack("<hh", 2, 0)
    block += struct.pack("<12h", 25, 12, 1951, 24, 12, 2011, 25, 12, 2011, 10, 20, 30)
    block += struct.pack("<h", len(LEADS))
    block += struct.pack("<12h", 5, 6, 11, *[-9] * 9)
    block += struct.pack("<12h", 1, 1, 1, *[-9] * 9)
    block += struct.pack("<12h", 1000, 1000, 500, *[-9] * 9)
    block += struct.pack("<h", 0) + b"digital".ljust(40, b"\0")
    block += struct.pack("<h", RATE) + b"\0" * 248
    assert len(block) == 512
    block += comment
    return magic + struct.pack("<H", binascii.crc_hqx(block, 0xFFFF)) + block


def ishne():
    """By hand; V1 at half a microvolt for a step, a second without contact in lead II."""
    folder = os.path.join(HERE, "ishne")
    os.makedirs(folder, exist_ok=True)
    signal = made_up()
    signal[:, 2] *= 2
    signal[RATE : 2 * RATE, 1] = -32768
    with open(os.path.join(folder, "holter.ecg"), "wb") as file:
        file.write(ishne_header(b"ISHNE1.0", len(signal), b"made up, of no patient"))
        file.write(signal.astype("<i2").tobytes())
    with open(os.path.join(folder, "holter.ann"), "wb") as file:
        file.write(ishne_header(b"ANN  1.0", len(signal), b""))
        file.write(struct.pack("<I", 100))
        for label, step in (("N", 44), ("V", 288), ("!", 65535), ("S", 1), ("X", 2), ("P", 0)):
            file.write(struct.pack("<ccH", label.encode(), b" ", step))


def csv():
    """By NumPy: with times of three decimals, and as a German spreadsheet would write it."""
    folder = os.path.join(HERE, "csv")
    os.makedirs(folder, exist_ok=True)
    signal = made_up()
    times = numpy.arange(len(signal)) / RATE
    numpy.savetxt(
        os.path.join(folder, "times.csv"),
        numpy.column_stack([times, signal / 1000.0]),
        fmt="%.3f",
        delimiter=",",
        header="time [s]," + ",".join(f"{lead} [mV]" for lead in LEADS),
        comments="",
    )
    with open(os.path.join(folder, "german.csv"), "wb") as file:
        file.write("\ufeff# decimal: comma\r\n# sampling rate: 360 Hz\r\n".encode())
        file.write("# Age: 64\r\n# start: 2011-12-24T10:20:30\r\n".encode())
        file.write("I [\u00b5V];aVF [mV];\"V1 (mV)\";pulse [bpm]\r\n".encode())
        for row in signal[:720]:
            text = "%d;%.3f;%.4f;71" % (row[0], row[1] / 1000, row[2] / 1000)
            file.write(text.replace(".", ",").encode() + b"\r\n")


def aecg():
    """By BioSig, out of what EDFlib wrote."""
    folder = os.path.join(HERE, "aecg")
    os.makedirs(folder, exist_ok=True)
    source = os.path.join(HERE, "edf", "three.edf")
    biosig(source, os.path.join(folder, "biosig.xml"), "HL7aECG")


def dicom():
    """By pydicom 3: a 12-lead object, explicit, and a general one, implicit, in two groups."""
    import pydicom
    from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
    from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian

    folder = os.path.join(HERE, "dicom")
    os.makedirs(folder, exist_ok=True)
    codes = {"I": "2:1", "II": "2:2", "V1": "2:3"}
    signal = made_up()

    def code(value, scheme, meaning):
        item = Dataset()
        item.CodeValue = value
        item.CodingSchemeDesignator = scheme
        item.CodeMeaning = meaning
        return item

    def group(leads, values, rate, offset, originality, sensitivity, unit, baseline):
        item = Dataset()
        item.MultiplexGroupTimeOffset = offset
        item.WaveformOriginality = originality
        item.NumberOfWaveformChannels = len(leads)
        item.NumberOfWaveformSamples = len(values)
        item.SamplingFrequency = rate
        item.ChannelDefinitionSequence = []
        for lead in leads:
            channel = Dataset()
            if lead in codes:
                channel.ChannelSourceSequence = [code(codes[lead], "MDC", "Lead " + lead)]
            else:
                channel.ChannelSourceSequence = [code("X1", "99HOUSE", "Lead " + lead)]
            channel.ChannelSensitivity = sensitivity
            channel.ChannelSensitivityUnitsSequence = [code(unit, "UCUM", unit)]
            channel.ChannelSensitivityCorrectionFactor = 1
            channel.ChannelBaseline = baseline
            channel.WaveformBitsStored = 16
            item.ChannelDefinitionSequence.append(channel)
        item.WaveformBitsAllocated = 16
        item.WaveformSampleInterpretation = "SS"
        item.WaveformPaddingValue = struct.pack("<h", -32768)
        item.WaveformData = numpy.ascontiguousarray(values).astype("<i2").tobytes()
        item["WaveformPaddingValue"].VR = "OW"
        item["WaveformData"].VR = "OW"
        return item

    def save(name, sop_class, syntax, groups, undefined):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = UID(sop_class)
        meta.MediaStorageSOPInstanceUID = UID("2.25.20261126")
        meta.TransferSyntaxUID = syntax
        data = FileDataset(name, {}, file_meta=meta, preamble=b"\0" * 128)
        data.SOPClassUID = meta.MediaStorageSOPClassUID
        data.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
        data.AcquisitionDateTime = "20111224112030.250000+0100"
        data.PatientName = "Public^Jane"
        data.PatientID = "SECRET-17"
        data.PatientSex = "F"
        data.PatientAge = "059Y"
        data.WaveformSequence = groups
        if undefined:
            data["WaveformSequence"].is_undefined_length = True
            for item in groups:
                item.is_undefined_length_sequence_item = True
        data.save_as(os.path.join(folder, name), enforce_file_format=True)

    missing = signal.copy()
    missing[100:110, 1] = -32768
    save(
        "rhythm.dcm",
        "1.2.840.10008.5.1.4.1.1.9.1.1",
        ExplicitVRLittleEndian,
        [
            group(LEADS, missing, RATE, 0, "ORIGINAL", 1, "uV", 0),
            group(LEADS, signal[:36], RATE, 0, "DERIVED", 1, "uV", 0),
        ],
        False,
    )
    half = RATE * SECONDS // 2
    save(
        "strips.dcm",
        "1.2.840.10008.5.1.4.1.1.9.1.2",
        ImplicitVRLittleEndian,
        [
            group(["I", "II"], signal[:half, :2], RATE, 0, "ORIGINAL", 0.002, "mV", 0.5),
            group(["aVR", "V1"], signal[half:, 1:], RATE, 2000, "ORIGINAL", 1, "uV", 0),
            group(["II"], signal[half:, 1:2], RATE, 2000, "ORIGINAL", 0.002, "mV", 0.5),
        ],
        True,
    )
    # What pydicom itself makes of a group.
    back = pydicom.dcmread(os.path.join(folder, "strips.dcm"))
    print("strips.dcm, group 0, samples 0 to 2:", back.waveform_array(0)[:3].tolist())


def archive():
    """By GNU tar and by Python's libraries, of three recordings of this folder."""
    import tarfile
    import zipfile

    folder = os.path.join(HERE, "archive")
    os.makedirs(folder, exist_ok=True)
    deep = "study/" + "a-long-name-of-a-folder/" * 5
    members = {
        "study/madeup.hea": "wfdb/madeup.hea",
        "study/madeup.dat": "wfdb/madeup.dat",
        "study/times.csv": "csv/times.csv",
        deep + "holter.ecg": "ishne/holter.ecg",
        deep + "holter.ann": "ishne/holter.ann",
        "__MACOSX/study/._madeup.hea": "wfdb/madeup.hea",
        "study/._times.csv": "csv/times.csv",
    }
    with zipfile.ZipFile(os.path.join(folder, "study.zip"), "w", zipfile.ZIP_DEFLATED) as out:
        for name, source in members.items():
            out.write(os.path.join(HERE, source), name)
    for name, form in (
        ("study.tar.gz", tarfile.USTAR_FORMAT),
        ("study-pax.tgz", tarfile.PAX_FORMAT),
    ):
        with tarfile.open(os.path.join(folder, name), "w:gz", format=form) as out:
            for member, source in members.items():
                out.add(os.path.join(HERE, source), member, filter=nobody)
    with tempfile.TemporaryDirectory() as work:
        for name, source in members.items():
            target = os.path.join(work, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(os.path.join(HERE, source), target)
        for name, form in (("study.tar", "ustar"), ("study-gnu.tgz", "gnu")):
            subprocess.run(
                ["tar", "--format=" + form, "--owner=0", "--group=0", "--numeric-owner", "-C",
                 work, "-caf", os.path.join(folder, name), "study"],
                check=True,
            )


def nobody(member):
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    return member


MAKERS = {
    "wfdb": wfdb,
    "edf": edf,
    "ishne": ishne,
    "csv": csv,
    "aecg": aecg,
    "dicom": dicom,
    "archive": archive,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or MAKERS:
        MAKERS[name]()
