// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import io.monolead.signal.Lead;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the eight independent leads see of the heart's dipole, and what each takes from the
 * electrodes.
 *
 * <p>The dipole is in millivolts of the limb leads: x to the left arm, y to the feet, z to the
 * front. The limb leads follow Einthoven's triangle. The chest leads are those of Dower, Machado
 * and Osborne, "On deriving the electrocardiogram from vectorcardiographic leads", Clin. Cardiol.
 * 3, 1980, in terms of this dipole: Frank's X and Y are what gives Dower's leads I and II the
 * values that the triangle gives them.
 */
final class LeadField {
  /** The leads from which the others follow: I, II, V1 to V6. */
  static final List<Lead> BASIS =
      List.of(Lead.I, Lead.II, Lead.V1, Lead.V2, Lead.V3, Lead.V4, Lead.V5, Lead.V6);

  /** Rows as {@link #BASIS}; columns Frank's X (left), Y (feet), Z (back). */
  private static final double[][] DOWER = {
    {0.632, -0.235, 0.059},
    {0.235, 1.066, -0.132},
    {-0.515, 0.157, -0.917},
    {0.044, 0.164, -1.387},
    {0.882, 0.098, -1.277},
    {1.213, 0.127, -0.601},
    {1.125, 0.127, -0.086},
    {0.831, 0.076, 0.230},
  };

  /** Rows as {@link #BASIS}; columns x, y, z. */
  private static final double[][] ROWS = rows();

  private LeadField() {}

  /** The sight of one of the {@link #BASIS} leads: a new array of x, y and z. */
  static double[] row(Lead lead) {
    return ROWS[BASIS.indexOf(lead)].clone();
  }

  /** What any of the twelve leads sees of a dipole. */
  static double seen(Lead lead, double x, double y, double z) {
    double one = dot(ROWS[0], x, y, z);
    double two = dot(ROWS[1], x, y, z);
    int basis = BASIS.indexOf(lead);
    return basis > 1 ? dot(ROWS[basis], x, y, z) : limb(lead, one, two);
  }

  /** A limb lead from leads I and II, by Einthoven's and Goldberger's relations. */
  static double limb(Lead lead, double one, double two) {
    return switch (lead.name()) {
      case "I" -> one;
      case "II" -> two;
      case "III" -> two - one;
      case "aVR" -> -(one + two) / 2;
      case "aVL" -> one - two / 2;
      case "aVF" -> two - one / 2;
      default -> throw new IllegalArgumentException(lead + " is no limb lead");
    };
  }

  /** The leads of {@link #BASIS} that some leads follow from, in the order of the basis. */
  static List<Lead> needed(List<Lead> leads) {
    List<Lead> needed = new ArrayList<>();
    for (Lead basis : BASIS) {
      boolean limb = basis.equals(Lead.I) || basis.equals(Lead.II);
      boolean derived =
          limb
              && leads.stream()
                  .anyMatch(lead -> !BASIS.contains(lead) && Electrode.of(lead).size() <= 3);
      if (leads.contains(basis) || derived) {
        needed.add(basis);
      }
    }
    return needed;
  }

  /** Weights of some electrodes, in the order of {@link Electrode}, in a lead of the basis. */
  static double[] electrodes(Lead basis, Set<Electrode> present) {
    return present.stream().sorted().mapToDouble(each -> weight(basis, each)).toArray();
  }

  private static double weight(Lead basis, Electrode electrode) {
    boolean limb =
        electrode == Electrode.RA || electrode == Electrode.LA || electrode == Electrode.LL;
    return switch (basis.name()) {
      case "I" -> electrode == Electrode.LA ? 1 : electrode == Electrode.RA ? -1 : 0;
      case "II" -> electrode == Electrode.LL ? 1 : electrode == Electrode.RA ? -1 : 0;
      // Against Wilson's central terminal.
      default -> limb ? -1.0 / 3 : electrode.name().equals(basis.name()) ? 1 : 0;
    };
  }

  private static double dot(double[] row, double x, double y, double z) {
    return row[0] * x + row[1] * y + row[2] * z;
  }

  private static double[][] rows() {
    double[] one = {1, 0, 0};
    double[] two = {0.5, Math.sqrt(3) / 2, 0};
    // Frank's X and Y from leads I and II, the back-to-front axis left alone.
    double determinant = DOWER[0][0] * DOWER[1][1] - DOWER[0][1] * DOWER[1][0];
    double[][] rows = new double[DOWER.length][];
    rows[0] = one;
    rows[1] = two;
    for (int i = 2; i < rows.length; i++) {
      double ofOne = (DOWER[i][0] * DOWER[1][1] - DOWER[i][1] * DOWER[1][0]) / determinant;
      double ofTwo = (DOWER[i][1] * DOWER[0][0] - DOWER[i][0] * DOWER[0][1]) / determinant;
      rows[i] = new double[] {ofOne + ofTwo * two[0], ofTwo * two[1], -DOWER[i][2]};
    }
    return rows;
  }
}
