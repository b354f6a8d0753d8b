/** Account names are unique without regard to case (S12): this is what is compared. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLocaleLowerCase('und');
}
