/** The columns that say whom an account trusts, the same for incoming and outgoing accounts. */
export interface TrustRow {
  readonly ca_file: string | null;
  readonly pinned_fingerprint: string | null;
  readonly pinned_certificate: string | null;
  readonly waive_name_check: number;
}

export function trustFromRow(row: TrustRow): Record<string, unknown> {
  return {
    ...(row.ca_file === null ? {} : { caFile: row.ca_file }),
    ...(row.pinned_fingerprint === null ? {} : { pinnedFingerprint: row.pinned_fingerprint }),
    ...(row.pinned_certificate === null ? {} : { pinnedCertificate: row.pinned_certificate }),
    waiveNameCheck: row.waive_name_check === 1,
  };
}
