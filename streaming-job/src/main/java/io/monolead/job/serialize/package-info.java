// SPDX-License-Identifier: Apache-2.0
/**
 * How the job's messages travel between operators. Kryo is never used: it is slow, and its bytes
 * tie state to the exact classes of one release.
 */
package io.monolead.job.serialize;
