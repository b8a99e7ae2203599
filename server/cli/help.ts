export const help = `Islewire: wire your services together on a canvas

Usage: islewire COMMAND [options]

  start                              start the server (settings: environment variables, see the README)
  list                               workflows
  import PATH… [--publish]           add workflows of Islewire or n8n from files, ZIP archives and folders
                                     ("-" reads standard input)
  export ID [-o FILE] [--format n8n] write a workflow as a file, without secrets
  execute ID|FILE [--input JSON]     run a workflow now and print the items of its last node
  executions [--workflow ID] [--status STATUS] [--limit N]
                                     the history, newest first
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
