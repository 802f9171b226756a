// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.flink.metrics.MetricGroup;

/** Conditions that ArchUnit does not bring along. */
final class HouseRules {
  static final ArchCondition<JavaClass> USE_STANDARD_STREAMS =
      access(
          "use System.out or System.err",
          access ->
              access.getTargetOwner().isEquivalentTo(System.class)
                  && (access.getName().equals("out") || access.getName().equals("err")));

  static final ArchCondition<JavaClass> PRINT_STACK_TRACES =
      access(
          "print stack traces",
          access ->
              access.getName().equals("printStackTrace")
                  && access.getTargetOwner().isAssignableTo(Throwable.class));

  static final ArchCondition<JavaClass> REGISTER_METRICS =
      access(
          "register metrics",
          access ->
              Set.of("counter", "gauge", "histogram", "meter").contains(access.getName())
                  && access.getTargetOwner().isAssignableTo(MetricGroup.class));

  private HouseRules() {}

  private static ArchCondition<JavaClass> access(
      String description, Predicate<JavaAccess<?>> matching) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
          if (matching.test(access)) {
            events.add(SimpleConditionEvent.satisfied(access, access.getDescription()));
          }
        }
      }
    };
  }

  /** The class's package has a {@code package-info.java}. */
  static final class HavePackageInfo extends ArchCondition<JavaClass> {
    HavePackageInfo() {
      super("be in a package with a package-info.java");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
      // The compiler writes no class for a package-info without annotations, so the source counts.
      if (!SourceTree.hasPackageInfo(type)) {
        events.add(
            SimpleConditionEvent.violated(
                type, "Package " + type.getPackageName() + " has no package-info.java"));
      }
    }
  }
}
