// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import java.util.Map;

/** Names of labels for people. */
final class LabelName {
  /** SCP-ECG statements (EN 1064) as PTB-XL abbreviates them, and the challenge's rhythms. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("NORM", "normal ECG"),
          Map.entry("SR", "sinus rhythm"),
          Map.entry("AFIB", "atrial fibrillation"),
          Map.entry("AFLT", "atrial flutter"),
          Map.entry("STACH", "sinus tachycardia"),
          Map.entry("SBRAD", "sinus bradycardia"),
          Map.entry("SARRH", "sinus arrhythmia"),
          Map.entry("SVTAC", "supraventricular tachycardia"),
          Map.entry("PSVT", "paroxysmal supraventricular tachycardia"),
          Map.entry("SVARR", "supraventricular arrhythmia"),
          Map.entry("BIGU", "bigeminal pattern"),
          Map.entry("TRIGU", "trigeminal pattern"),
          Map.entry("PACE", "pacemaker"),
          Map.entry("PVC", "ventricular premature complex"),
          Map.entry("PAC", "atrial premature complex"),
          Map.entry("PRC(S)", "premature complexes"),
          Map.entry("1AVB", "first-degree AV block"),
          Map.entry("2AVB", "second-degree AV block"),
          Map.entry("3AVB", "third-degree AV block"),
          Map.entry("LPR", "prolonged PR interval"),
          Map.entry("CLBBB", "complete left bundle branch block"),
          Map.entry("CRBBB", "complete right bundle branch block"),
          Map.entry("ILBBB", "incomplete left bundle branch block"),
          Map.entry("IRBBB", "incomplete right bundle branch block"),
          Map.entry("LAFB", "left anterior fascicular block"),
          Map.entry("LPFB", "left posterior fascicular block"),
          Map.entry("IVCD", "intraventricular conduction disturbance"),
          Map.entry("WPW", "Wolff-Parkinson-White syndrome"),
          Map.entry("LVH", "left ventricular hypertrophy"),
          Map.entry("RVH", "right ventricular hypertrophy"),
          Map.entry("STD_", "ST depression"),
          Map.entry("STE_", "ST elevation"),
          Map.entry("NDT", "non-diagnostic T abnormality"),
          Map.entry("NST_", "non-specific ST changes"),
          Map.entry("INVT", "inverted T waves"),
          Map.entry("LOWT", "low T waves"),
          Map.entry("LNGQT", "long QT interval"),
          Map.entry("IMI", "inferior myocardial infarction"),
          Map.entry("AMI", "anterior myocardial infarction"),
          Map.entry("ASMI", "anteroseptal myocardial infarction"),
          Map.entry("ILMI", "inferolateral myocardial infarction"),
          Map.entry("MI", "myocardial infarction"),
          Map.entry("STTC", "ST/T change"),
          Map.entry("CD", "conduction disturbance"),
          Map.entry("HYP", "hypertrophy"));

  private LabelName() {}

  /** The name, or the label itself if none is known. */
  static String of(String label) {
    return NAMES.getOrDefault(label, label);
  }
}
