// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.download;

import java.util.List;
import java.util.function.Predicate;

/** Data sets that can be downloaded, each with where it is published and under which terms. */
public enum PublicDataSet {
  /** PTB-XL at 100 Hz, and by option at 500 Hz. */
  PTB_XL(
      "ptb-xl",
      "PTB-XL 1.0.3: 21,799 12-lead recordings of 10 s",
      "https://physionet.org/files/ptb-xl/1.0.3/",
      "CC BY 4.0",
      "Wagner et al., Scientific Data 7:154 (2020)",
      "ptbxl_database.csv,scp_statements.csv,LICENSE.txt,records100/"),

  /** ICBEB2018 in the edition of the Challenge. */
  ICBEB2018(
      "icbeb2018",
      "ICBEB2018/CPSC2018 as in the PhysioNet/CinC Challenge 2020: 6,877 12-lead recordings",
      "https://physionet.org/files/challenge-2020/1.0.2/",
      "CC BY 4.0",
      "Liu et al., J. Med. Imaging Health Inf. 8:1368 (2018); Perez Alday et al. (2020)",
      "training/cpsc_2018/"),

  /** The MIT-BIH Arrhythmia Database. */
  MITDB(
      "mitdb",
      "MIT-BIH Arrhythmia Database 1.0.0: 48 two-lead recordings of half an hour",
      "https://physionet.org/files/mitdb/1.0.0/",
      "ODC-BY 1.0",
      "Moody and Mark, IEEE Eng. Med. Biol. 20(3):45 (2001)",
      ""),

  /** CPSC2021: paroxysmal atrial fibrillation. */
  CPSC2021(
      "cpsc2021",
      "CPSC2021 1.0.0: two-lead Holter excerpts with paroxysmal atrial fibrillation",
      "https://physionet.org/files/cpsc2021/1.0.0/",
      "terms on the publisher's page",
      "Wang et al., PhysioNet (2021), doi 10.13026/ksya-qw89",
      "");

  private final String id;
  private final String title;
  private final String address;
  private final String licence;
  private final String citation;

  /** What the names of wanted files begin with, between commas. */
  private final String prefixes;

  PublicDataSet(
      String id, String title, String address, String licence, String citation, String prefixes) {
    this.id = id;
    this.title = title;
    this.address = address;
    this.licence = licence;
    this.citation = citation;
    this.prefixes = prefixes;
  }

  /**
   * A data set by its name on the command line.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static PublicDataSet named(String id) {
    for (PublicDataSet set : values()) {
      if (set.id.equals(id)) {
        return set;
      }
    }
    throw new IllegalArgumentException(
        "There is no data set '"
            + id
            + "' to download; there are "
            + String.join(", ", List.of(values()).stream().map(PublicDataSet::id).toList()));
  }

  /** Name on the command line. */
  public String id() {
    return id;
  }

  /** What it is. */
  public String title() {
    return title;
  }

  /** Where its publisher keeps it; ends in a slash. */
  public String address() {
    return address;
  }

  /** Its licence. */
  public String licence() {
    return licence;
  }

  /** What whoever uses it has to cite. */
  public String citation() {
    return citation;
  }

  /**
   * Which of the publisher's files are wanted.
   *
   * @param everything whether those that monolead does not need by default are wanted too, such as
   *     PTB-XL's 500 Hz signals
   */
  public Predicate<String> wanted(boolean everything) {
    return name ->
        everything || List.of(prefixes.split(",", -1)).stream().anyMatch(name::startsWith);
  }
}
