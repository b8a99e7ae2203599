import { imap } from "@/nodes/credentials/mail";
import { credential, defineNode, p } from "@/nodes/sdk";
import { scheduleRules, toRule } from "@/nodes/sdk/schedule-rules";
import type { Item } from "@/shared/item";
import { type Look, nextMessages, type Place, readMessage } from "./look";
import { type Account, type Mailbox, mailboxNames, withMailbox } from "./mailbox";
import type { Format } from "./message";
import { readSearch } from "./search";

/**
 * Each message is handed on once: how far the mailbox is read is stored with the step, and messages are marked as read
 * by the look after it. Run from the editor it gives the newest message, and changes nothing.
 */
export const imapTrigger = defineNode({
  type: "core.imapTrigger",
  version: 1,
  label: "Email Trigger (IMAP)",
  summary: "Starts with the new messages of a mailbox",
  category: "trigger",
  icon: "inbox",
  keywords: ["mail", "imap", "inbox", "message", "receive", "poll"],
  inputs: [],
  outputs: ["main"],
  credentials: { imap: credential("Mail account", imap) },
  params: {
    mailbox: p.text({
      label: "Folder",
      help: "As the mail server calls it, such as INBOX or Archive/2026",
      default: "INBOX",
      required: true,
      expression: false,
      lookup: "folders",
    }),
    rules: scheduleRules(),
    take: p.select({
      label: "Take",
      options: [
        { value: "new", label: "Messages that arrive from now on" },
        { value: "existing", label: "Those already there, too" },
        { value: "found", label: "All that the search finds, each time" },
      ],
      expression: false,
    }),
    after: p.select({
      label: "Afterwards",
      help: "Messages are marked by the next look, when it is certain that the workflow has them",
      options: [
        { value: "read", label: "Mark as read" },
        { value: "nothing", label: "Do nothing" },
      ],
      expression: false,
    }),
    format: p.choice({
      label: "Format",
      cases: {
        simple: {
          label: "Simple",
          help: "Texts and headers",
          params: {
            attachments: p.toggle({ label: "Download attachments" }),
            prefix: p.text({
              label: "Names of attachments begin with",
              default: "attachment_",
              onlyWhen: { attachments: [true] },
            }),
          },
        },
        resolved: {
          label: "Resolved",
          help: "All parts, with addresses taken apart and all files",
          params: { prefix: p.text({ label: "Names of attachments begin with", default: "attachment_" }) },
        },
        raw: { label: "Raw", help: "The text as it came" },
      },
    }),
    search: p.text({
      label: "Search",
      default: '["UNSEEN"]',
      placeholder: '["UNSEEN", ["FROM", "shop@example.com"]]',
      help: "A JSON list of IMAP criteria, all of which must fit. Empty: every message",
      advanced: true,
      expression: false,
    }),
  },
  line: "{mailbox}",
  lookups: {
    async folders({ credentials, connect, secure, signal }) {
      const names = await mailboxNames(credentials.imap.reveal() as Account, { connect, secure, signal });
      return names.map((name) => ({ value: name, label: name }));
    },
  },
  effect: "idempotent",
  trigger: { kind: "poll", schedule: ({ rules }) => ({ rules: rules.map(({ when }) => toRule(when)) }) },
  executeAll({ params, credentials, connect, secure, signal, files, log, lasting, execution }) {
    const account = credentials.imap.reveal() as Account;
    const format = params.format as Format;
    const searches = readSearch(params.search);
    const read = async (mailbox: Mailbox, uids: number[], sizes: Map<number, number>) => {
      const items: Item[] = [];
      for (const uid of uids)
        items.push(...(await readMessage(mailbox, uid, sizes.get(uid) ?? 0, format, { files, log })));
      return { main: items };
    };
    return withMailbox(account, params.mailbox, { connect, secure, signal }, async (mailbox) => {
      if (execution.mode === "manual") {
        const found = searches.length ? await mailbox.find(searches) : [];
        const newest = (found.length ? found : await mailbox.find([{ uid: "*" }])).slice(-1);
        return read(mailbox, newest, newest.length ? await mailbox.sizes(newest) : new Map());
      }
      const name = `${credentials.imap.id} ${params.mailbox}`;
      const look: Look = { searches, take: params.take, markRead: params.after === "read" };
      const before = lasting.get("node", name) as Place | undefined;
      const { batch, sizes, place } = await nextMessages(mailbox, look, before, log);
      lasting.set("node", name, place);
      return read(mailbox, batch, sizes);
    });
  },
});
