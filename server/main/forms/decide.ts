import type { FormPage } from "@/nodes/sdk/form";
import { type Checked, checkSubmission } from "./check-submission";
import type { FormState } from "./flow";
import { decisionName } from "./pages";
import type { Submission } from "./read-submission";
import type { FormTexts } from "./texts";

type Read = { given: Submission; checked: Checked };

/** What was decided goes with the answers; fields that only the main decision needs may be empty for another. */
export function decided({ decisions, fields }: FormPage, read: Read, mode: FormState["mode"], t: FormTexts): Read {
  if (!decisions) return read;
  const { given } = read;
  const [value] = given.values.get(decisionName) ?? [];
  const decision = decisions.find((known) => known.value === value);
  if (!decision) return { given, checked: { problems: new Map([["", t("problems.option")]]) } };
  const asked = decision.isMain ? fields : fields.map((field) => ({ ...field, required: false }));
  const checked = checkSubmission(asked, given, mode, t);
  if ("problems" in checked) return { given, checked };
  const { json, ...item } = checked.item;
  return { given, checked: { item: { ...item, json: { ...json, decision: decision.value } } } };
}
