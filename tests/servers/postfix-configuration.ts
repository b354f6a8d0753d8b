import type { Owner } from './maildir.ts';

export interface PostfixPorts {
  readonly submission: number;
  readonly submissions: number;
}

export interface PostfixConfiguration {
  readonly dir: string;
  readonly deliverAs: Owner;
  readonly authSocket: string;
  readonly messageSizeLimit: number | undefined;
  readonly refused: Readonly<Record<string, string>>;
  readonly refusedSenders: Readonly<Record<string, string>>;
  readonly senderOwners: Readonly<Record<string, string>>;
  /** Lines added at the end. */
  readonly settings: string | undefined;
}

/** The text of main.cf: submission only, and every domain's mail into the Maildir `delivered/all`. */
export function postfixMain(configuration: PostfixConfiguration): string {
  const { dir, deliverAs, authSocket, messageSizeLimit, settings } = configuration;
  const refusals = restriction('check_recipient_access', configuration.refused);
  const senderRefusals = restriction('check_sender_access', configuration.refusedSenders);
  return `compatibility_level = 3.6
queue_directory = ${dir}/queue
data_directory = ${dir}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${dir}/postfix.log
maillog_file_prefixes = ${dir}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.test.local
mydestination =
alias_maps =
virtual_mailbox_domains = static:all
virtual_mailbox_base = ${dir}/delivered
virtual_mailbox_maps = static:all/
virtual_mailbox_limit = 0
virtual_uid_maps = static:${deliverAs.uid}
virtual_gid_maps = static:${deliverAs.gid}
virtual_minimum_uid = 1
smtpd_tls_cert_file = ${dir}/conf/certificate.pem
smtpd_tls_key_file = ${dir}/conf/key.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${authSocket}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = ${refusals}permit_sasl_authenticated, reject
smtpd_sender_login_maps = ${table(configuration.senderOwners)}
smtpd_sender_restrictions = ${senderRefusals}reject_known_sender_login_mismatch
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 1000
${messageSizeLimit === undefined ? '' : `message_size_limit = ${messageSizeLimit}\n`}${settings ?? ''}
`;
}

/** A restriction that looks into a table, if there is anything in it. */
function restriction(name: string, entries: Readonly<Record<string, string>>): string {
  return Object.keys(entries).length === 0 ? '' : `${name} ${table(entries)}, `;
}

/** A table within the configuration. Postfix takes no empty one. */
function table(entries: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(entries).map(([key, value]) => `{ ${key} = ${value} }`);
  return pairs.length === 0 ? '' : `inline:{ ${pairs.join(', ')} }`;
}

/** The text of master.cf: the two listeners and the services that delivery needs, none of them in a chroot. */
export function postfixMaster({ submission, submissions }: PostfixPorts): string {
  return `127.0.0.1:${submission} inet n - n - - smtpd
127.0.0.1:${submissions} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
}
