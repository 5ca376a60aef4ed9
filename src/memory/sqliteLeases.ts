import type { DatabaseSync } from 'node:sqlite';

import { heldFrom, leaseOf, type Lease, type LeaseClaim } from './lease.ts';

/** The leases of a database. Each operation is one statement. */
export interface SqliteLeases {
  acquire(executionId: string, claim: LeaseClaim): Lease | null;
  renew(executionId: string, claim: LeaseClaim): Lease | null;
  release(executionId: string, token: string): void;
}

export function sqliteLeases(db: DatabaseSync): SqliteLeases {
  const acquire = db.prepare(
    `UPDATE executions SET lease_token = ?, lease_owner = ?, lease_expires_at = ?
     WHERE execution_id = ? AND status IN ('running', 'waiting')
       AND (lease_token IS NULL OR lease_token = ? OR lease_expires_at <= ?)`,
  );
  const renew = db.prepare(
    'UPDATE executions SET lease_owner = ?, lease_expires_at = ? WHERE execution_id = ? AND lease_token = ?',
  );
  const release = db.prepare(
    'UPDATE executions SET lease_token = NULL, lease_owner = NULL, lease_expires_at = NULL WHERE execution_id = ? AND lease_token = ?',
  );
  return {
    acquire(executionId, claim) {
      const now = Date.now();
      const held = heldFrom(claim, now);
      const { owner, token, expiresAt } = held;
      const { changes } = acquire.run(token, owner, expiresAt, executionId, token, now);
      return changes > 0 ? leaseOf(executionId, held) : null;
    },
    renew(executionId, claim) {
      const held = heldFrom(claim, Date.now());
      const { owner, token, expiresAt } = held;
      return renew.run(owner, expiresAt, executionId, token).changes > 0 ? leaseOf(executionId, held) : null;
    },
    release(executionId, token) {
      release.run(executionId, token);
    },
  };
}
