/** One step from the schema version before it. Numbered without gaps; never changed once released. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  /** SQL statements, run in one transaction together with the version bump. */
  readonly up: string;
}
