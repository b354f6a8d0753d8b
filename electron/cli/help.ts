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
  account export [--out F]              with types, groups, users, texts, rules and contacts, without secrets
  account import F.json|-               all of it or nothing; what is there by name stays as it is
  account folders REF|--file F.json|-   the mailboxes on the server (IMAP4)
  account certificate REF|--file F.json|-
                                        the certificate the server shows, and whether it is trusted
  check REF | check --file F.json|-     tests the connection step by step

Mail
  poll [REF...] [--dry-run]             fetches now; --dry-run only looks
       [--import-only]                  leaves the rules for the next poll
  run                                   polls and sends until SIGTERM; --json: one line per poll run
  inbox|archive|deleted list            [--account REF] [--since DATE] [--limit N] [--after ID]
  inbox|archive|deleted show ID         [--part source|text|html|headers|attachments|trail]
  inbox|archive|deleted export ID...    [--format eml|mbox] --out PATH
  inbox|archive|deleted export --all    [--account REF] [--format eml|mbox] --out PATH
  mail create-ticket ID... [--title S]  [--type REF] [--group REF] [--owner REF] [--priority P]
                                        [--create-contact]  one ticket of all these messages
  mail assign ID... --ticket T          they belong to this ticket from now on
  mail unassign ID... [--remove-ticket] takes them off their tickets, back to the inbox
  mail archive ID... · mail unarchive ID...
  mail remove ID... · mail restore ID...
                                        throws messages away · brings them back
  mail purge ID...                      deletes what was thrown away for good
  inbox decide ID... --fetch|--delete|--leave
                                        about messages over the limit
  inbox notify-sender ID [--wait]       tells the sender of a message over the limit
  inbox retry ID... · inbox release ID...
                                        tries set aside messages again · accepts them as they are
  inbox|archive put-back ID...          copies onto the server they came from (IMAP)
  inbox rederive --account REF          applies "treat images as attachments" to older mail
  search QUERY [--limit N] [--after ID]
                                        finds words in all mail; operators: docs/search.md
  send --to A --subject S --text F|-    [--cc A] [--bcc A] [--html F] [--attach F] [--account REF]
                                        [--reply-to-message ID] [--ticket T] [--group G] [--type T]
                                        [--language en|de] [--no-signature] [--wait]

Outbox
  outbox list                           [--filter all|waiting|problems|done] [--account REF]
                                        [--limit N] [--after ID]
  outbox show ID                        [--part source]
  outbox retry ID...                    sends again now, to all who have not got it
  outbox retry --all [--account REF]    everything deferred or failed
  outbox cancel ID
  outbox readdress ID --to A            [--cc A] [--bcc A]  other recipients, and sends it
  outbox send-through ID --account REF  through another account, under its address
  outbox confirm ID                     of one in state unknown: it did arrive
  outbox reports ID                     what came back about a message that was sent

Rules and tickets
  rule list [--account REF] · rule add --file F.json|- · rule update ID --file F.json|-
  rule remove ID · rule move ID --after ID|--first · rule copy ID... --account REF
  rule rehearse --account REF [ID... | --last N | --eml F|-] [--file RULES.json|-] [--explain]
                                        what rules would do with mail, and why; changes nothing
  contact list · contact add --file F.json|- · contact update REF --file F.json|- · contact remove REF
                                        people who may report tickets; REF is an id or an address
  ticket list                           [--status open|new|processing|completed] [--type REF|-]
                                        [--group REF|-] [--owner REF|-] [--unread] [--find TEXT]
                                        [--limit N] [--after N]
  ticket show T                         with its mail in both directions and its notes
  ticket create --title S [--type REF] [--group REF] [--owner REF] [--priority low|normal|high|urgent]
  ticket set T [--title S] [--status new|processing|completed] [--type REF|-] [--group REF|-]
               [--owner REF|-] [--priority P]
  ticket note T --text F|-              something to remember, for nobody outside
  ticket read T                         all its mail is read
  ticket reply T --text F|- [--html F] [--cc A] [--account REF] [--wait]
                                        answers the newest message of the ticket

Who sends
  group|type|user list                  responsible groups, ticket types, users
  group|type|user show|remove REF
  group|type|user add --file F.json|-
  group|type|user update REF --file F.json|-
  route [--group REF] [--type REF] [--ticket T] [--account REF]
                                        which account would send, and why
  route grid                            every group with every ticket type
  template list|show|add|update|remove  texts of replies and confirmations, and those sent by itself
  notify password-change --user REF [--wait]
                                        tells a user that the password was changed

Other systems
  hook list · hook add --file F.json|- · hook update REF --file F.json|- · hook remove REF
                                        who is told over HTTP what happens to messages
  hook test REF                         sends a signed trial
  hook deliveries REF [--limit N] [--after N]
  hook retry ID · hook flush            tells one again, and what came of it · tells all that is due

Settings
  settings show                         ticket numbers, alarms, proxy, language ...
  settings update --file F.json|-       changes only the fields given

Data
  verify                                checks everything kept here
  reindex                               makes the search index anew from the stored mail
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
