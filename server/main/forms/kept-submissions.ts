import type { FormField, FormPage } from "@/nodes/sdk/form";
import type { FileStore } from "@/server/http/files";
import type { WebhookRequests } from "@/server/services/context";
import { AppError } from "@/shared/errors";
import type { FileRef } from "@/shared/item";
import { isSecretName } from "@/shared/secret-name";
import type { Refusal } from "../webhooks/request-log";
import { checkSubmission } from "./check-submission";
import type { Submission } from "./read-submission";
import { englishTexts } from "./texts";

/** By the name of the field. A file is kept by reference; `null` was a secret. */
type Kept = { [name: string]: string | null | (string | FileRef)[] };

/** What somebody entered, as the list of requests keeps it when it was refused. */
export function keptSubmission({ values, files }: Submission, { fields }: Pick<FormPage, "fields">): Buffer {
  const passwords = new Set(fields.filter(({ type }) => type === "password").map(({ name }) => name));
  const kept: Kept = {};
  for (const [name, given] of values) {
    if (name.startsWith("islewire-") || name === "__proto__") continue;
    const isSecret = passwords.has(name) || isSecretName(name);
    kept[name] = isSecret ? null : given.length === 1 ? (given[0] ?? "") : given;
  }
  for (const [name, refs] of files) if (name !== "__proto__") kept[name] = refs;
  return Buffer.from(JSON.stringify(kept, null, 2));
}

/** For the list of requests: somebody was shown the form again, with what is wrong with their answers. */
export function notAsAsked(
  given: Submission,
  page: FormPage,
  problems: ReadonlyMap<string, string>,
  place: Pick<Refusal, "target" | "executionId">,
): Refusal {
  const fields = [...problems.keys()].filter(Boolean).join(", ");
  const reason = `What was entered is not what the form asks for${fields && `: ${fields}`}`;
  return { ...place, result: "invalid", reason, entered: keptSubmission(given, page) };
}

/** Checks what was kept as if it were sent now. What was a secret is missing. */
export const readKeptSubmissions =
  (store: FileStore): WebhookRequests["formItemOf"] =>
  (bytes, { page: { fields } }, mode) => {
    const given = submissionOf(bytes, fields, store);
    const checked = checkSubmission(fields, given, mode, englishTexts);
    if ("item" in checked) return checked.item;
    const [[name, problem] = ["", ""]] = checked.problems;
    throw new AppError("INVALID", `The form does not take what was entered: ${name}: ${problem}`, {
      hint: "Passwords are not kept, and files of refused forms only for a while",
    });
  };

function submissionOf(bytes: Buffer, fields: FormField[], store: FileStore): Submission {
  const given: Submission = { values: new Map(), files: new Map(), problems: new Map() };
  const kept = bytes.length ? (JSON.parse(bytes.toString("utf8")) as Kept) : {};
  for (const { name, type } of fields) {
    const value = Object.hasOwn(kept, name) ? kept[name] : undefined;
    const all = value === undefined || value === null ? [] : [value].flat();
    const refs = all.filter((one) => typeof one !== "string");
    const gone = refs.find((file) => !store.exists(file));
    if (type !== "file")
      given.values.set(
        name,
        all.filter((one) => typeof one === "string"),
      );
    else if (gone) given.problems.set(name, `the file "${gone.name}" was deleted`);
    else if (refs.length) given.files.set(name, refs);
  }
  return given;
}
