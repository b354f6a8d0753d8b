/** What a server says it can do, as far as submitting takes it. */
export interface ServerOffer {
  /** Bytes of the largest message (RFC 1870); undefined: it names no limit. */
  readonly size: number | undefined;
  /** RFC 6152. */
  readonly eightBitMime: boolean;
  /** RFC 6531. */
  readonly smtpUtf8: boolean;
  readonly startTls: boolean;
  /** Ways to sign in (RFC 4954), in capitals, in the server's order. */
  readonly authentications: readonly string[];
}

/**
 * Reads the reply to EHLO (RFC 5321 4.1.1.1): after the greeting, one keyword with its parameters on each line. The
 * reply to HELO reads as an offer of nothing, which is what it is.
 */
export function readOffer(reply: string): ServerOffer {
  const lines = reply
    .split(/\r?\n/)
    .slice(1)
    .map((line) =>
      line
        .replace(/^\d{3}[ -]/, '')
        .trim()
        .toUpperCase(),
    );
  const parameters = (keyword: string): string | undefined =>
    // `AUTH=LOGIN` instead of `AUTH LOGIN`: an early draft of RFC 2554, still out there.
    lines.find((line) => line.split(/[ =]/, 1)[0] === keyword)?.slice(keyword.length + 1);
  const size = Number(/^\d+/.exec(parameters('SIZE') ?? '')?.[0] ?? 0);
  const methods = lines
    .filter((line) => /^AUTH[ =]/.test(line))
    .flatMap((line) => line.slice(5).split(/[ =]+/));
  return {
    size: size > 0 ? size : undefined,
    eightBitMime: parameters('8BITMIME') !== undefined,
    smtpUtf8: parameters('SMTPUTF8') !== undefined,
    startTls: parameters('STARTTLS') !== undefined,
    authentications: [...new Set(methods.filter((method) => method !== ''))],
  };
}
