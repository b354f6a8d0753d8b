/** Which service speaks first like this. Undefined for an unknown one. */
export function protocolOf(greeting: string): string | undefined {
  if (/^\* (OK|PREAUTH|BYE)\b/i.test(greeting)) return 'IMAP';
  if (/^(\+OK|-ERR)\b/.test(greeting)) return 'POP3';
  if (/^220[ -].*\bFTP/i.test(greeting)) return 'FTP';
  if (/^(220|421|554)[ -]/.test(greeting)) return 'SMTP';
  if (greeting.startsWith('SSH-')) return 'SSH';
  if (greeting.startsWith('HTTP/')) return 'HTTP';
  return undefined;
}
