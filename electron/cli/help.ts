/** The short form of docs/cli.md. */
export const helpText = `mailroom: the mail engine without a window

Usage: mailroom COMMAND [options]

Accounts
  account list                          all accounts and their state
  account show REF                      one account
  account add --file F.json|-           new account from JSON ("direction": "incoming" or "outgoing")
  account update REF --file F.json|-    changes only the fields given
  account remove REF                    its mail stays
  account enable|disable REF
  account default REF                   makes an outgoing account the default
  account set-secret REF                reads the password from standard input
  account export [--out F]              without secrets
  account import F.json|-               all of them or none
  account folders REF|--file F.json|-   the mailboxes on the server (IMAP4)
  account certificate REF|--file F.json|-
                                        the certificate the server shows, and whether it is trusted
  check REF | check --file F.json|-     tests the connection step by step

Mail
  poll [REF...] [--dry-run]             fetches now; --dry-run only looks
       [--import-only]                  leaves the rules for the next poll
  run                                   polls and sends until SIGTERM; --json: one line per poll run
  inbox|archive list                    [--account REF] [--since DATE] [--limit N] [--after ID]
  inbox|archive show ID                 [--part source|text|html|headers|attachments|trail]
  inbox|archive export ID...            [--format eml|mbox] --out PATH
  inbox|archive export --all            [--account REF] [--format eml|mbox] --out PATH
  inbox decide ID... --fetch|--delete|--leave
                                        about messages over the limit
  inbox notify-sender ID [--wait]       tells the sender of a message over the limit
  inbox retry ID... · inbox release ID...
                                        tries set aside messages again · accepts them as they are
  inbox|archive put-back ID...          copies onto the server they came from (IMAP)
  inbox rederive --account REF          applies "treat images as attachments" to older mail
  send --to A [--cc A] --subject S --text F|- [--html F] [--attach F]
       [--account REF] [--reply-to-message ID] [--wait]
  outbox list [--limit N] [--after ID] · outbox retry ID · outbox cancel ID
  outbox reports ID                     what came back about a message that was sent
  rule list [--account REF] · rule add --file F.json|- · rule update ID --file F.json|-
  rule remove ID · rule move ID --after ID|--first · rule copy ID... --account REF
  rule rehearse --account REF [ID... | --last N | --eml F|-] [--file RULES.json|-] [--explain]
                                        what rules would do with mail, and why; changes nothing
  contact list · contact add --file F.json|- · contact update REF --file F.json|- · contact remove REF
                                        people who may report tickets; REF is an id or an address
  ticket list · ticket messages T

Data
  verify                                checks everything kept here
  backup --out F                        a whole copy, while the app may go on

Options for every command
  --data DIR        data directory (default: the app's own)
  --json            JSON on standard output: one document, or one line per event (run)
  --secrets KIND    keychain (default), vault (passphrase in MAILROOM_VAULT_PASSPHRASE), memory
  --verbose         more on standard error
  --help, -h

REF is an account's id or its unique name. What a command does not take is refused, not ignored.
Exit codes: 0 ok; 1 something failed; 2 usage or invalid input; 3 data directory in use by another
engine; 4 secret missing or locked.
`;
