/** The addresses of a line such as `Anna <a@x.example>, b@y.example`, without the names. */
export function addressesOf(line: string): string[] {
  return line
    .split(/[,;\n]/)
    .map((part) => /<([^<>]+)>\s*$/.exec(part)?.[1] ?? part)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
