// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

/**
 * What the alerts of a label mean for those who look after the devices.
 *
 * @param devices streams, each one lead of one device
 * @param deviceDays length of all streams, days
 * @param alerts alerts raised
 * @param falseAlarms alerts that overlap no true episode; of streams whose truth is known alone
 * @param knownDeviceDays length of the streams whose truth is known, days
 * @param falseAlarmsPerDeviceDay falseAlarms / knownDeviceDays
 * @param falseAlarmsPerDeviceDayUpper what the rate is below with 95 % confidence if false alarms
 *     come independently of each other: the exact upper limit of a Poisson count (Garwood 1936)
 * @param alertsPerHour alerts / hours of the streams
 * @param timeInAlert share of the streams' time in which an alert is raised, from onset to end
 * @param timeToAlertMedian seconds from the begin of a found episode to the first transition RAISED
 *     of an alert that overlaps it; 0 where the alert was raised before
 * @param timeToAlert95 95th percentile of the same
 * @param suppressedSeconds time in windows of lower quality than the policy asks for, and in no
 *     other window
 * @param suppressedShare suppressedSeconds / length of the streams
 * @param unscoredSeconds time in no scored window at all
 */
public record AlarmFigures(
    int devices,
    double deviceDays,
    int alerts,
    int falseAlarms,
    double knownDeviceDays,
    Estimate falseAlarmsPerDeviceDay,
    double falseAlarmsPerDeviceDayUpper,
    Estimate alertsPerHour,
    Estimate timeInAlert,
    Estimate timeToAlertMedian,
    Estimate timeToAlert95,
    double suppressedSeconds,
    Estimate suppressedShare,
    double unscoredSeconds) {}
