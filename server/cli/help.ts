export const help = `Islewire: wire your services together on a canvas

Usage: islewire COMMAND [options]

  start                              start the server (settings: environment variables, see the README)
  list                               workflows
  import PATH… [--publish]           add workflows of Islewire or n8n from files, ZIP archives and folders
                                     ("-" reads standard input)
  export ID [-o FILE] [--format n8n] write a workflow as a file, without secrets
  run ID|FILE [--input JSON]         run a workflow now and print the items of its last node
  executions [--workflow ID] [--status STATUS] [--limit N]
                                     the history, newest first
  users                              everybody with an account
  users invite E-MAIL [--role admin|member] [--days N]
                                     a link by which somebody joins
  users reset E-MAIL [--two-factor]  a link for a new password; --two-factor takes the second factor away, too
  users role E-MAIL owner|admin|member
  users disable E-MAIL, users enable E-MAIL
                                     lock somebody out, and let in again
  api-keys                           keys of the HTTP API
  api-keys create NAME --for E-MAIL --scopes SCOPE,… [--days N] [--addresses NETWORK,…]
                                     a key with somebody's rights; --days 0: until it is revoked
  api-keys rotate ID [--overlap HOURS]
                                     the key that follows one, which is good for 24 hours more
  api-keys revoke ID                 refuse a key from now on
  audit verify [--anchor ID:HMAC]    check that no event of the audit log was changed or taken out
  audit export [--from TIME] [--to TIME]
                                     the audit log as lines of JSON, oldest first
  backup FOLDER                      copy the data folder, while the server runs: database, files and key
  restore FOLDER                     make the data folder of a backup
  keys status                        which keys credentials are sealed with
  keys rotate                        seal all credentials with a new data key
  keys rotate --root [--new-key-file FILE] [--links]
                                     wrap the data keys with a new root key; --links ends sessions and
                                     addresses of waiting executions, too
  help                               this text

Options:
  --json     print JSON for other programs
  -h, --help

All commands work beside a running server. Exit codes: 0 done, 1 failed, 2 not understood.
`;
