export interface DovecotPorts {
  readonly imap: number;
  readonly imaps: number;
  readonly pop3: number;
  readonly pop3s: number;
}

export interface DovecotConfiguration {
  readonly dir: string;
  readonly ports: DovecotPorts;
  readonly account: {
    readonly user: string;
    readonly group: string;
    readonly uid: number;
    readonly gid: number;
  };
  /** Lines added at the end. */
  readonly settings: string | undefined;
}

/** The text of a dovecot.conf (2.3) for a server that lives wholly in `dir` and runs under one unprivileged uid. */
export function dovecotConfiguration({ dir, ports, account, settings }: DovecotConfiguration): string {
  const { user, group, uid, gid } = account;
  return `base_dir = ${dir}/run
state_dir = ${dir}/run
log_path = ${dir}/dovecot.log
protocols = imap pop3
listen = 127.0.0.1
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
ssl = yes
ssl_cert = <${dir}/certificate.pem
ssl_key = <${dir}/key.pem
ssl_dh =
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_format = %u
auth_failure_delay = 0
mail_location = maildir:~/Maildir:UTF-8
mail_max_userip_connections = 100
pop3_uidl_format = %08Xu%08Xv
first_valid_uid = 1
first_valid_gid = 1
passdb {
  driver = passwd-file
  args = scheme=PLAIN ${dir}/passwd
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${dir}/home/%u
}
namespace inbox {
  inbox = yes
  separator = /
}
service anvil {
  chroot =
  # No growing delays after refused sign-ins.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service auth {
  # Postfix runs under another uid.
  unix_listener auth-smtp {
    mode = 0666
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    port = ${ports.pop3s}
    ssl = yes
  }
}
${settings ?? ''}
`;
}
