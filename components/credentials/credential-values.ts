import { hostOfUrl } from "@/shared/allowed-hosts";
import type { CredentialTypeInfo } from "@/shared/api";
import type { Field, Fields } from "@/shared/field";
import type { JsonObject } from "@/shared/item";
import type { Texts } from "../messages/texts";
import { problemsIn } from "../param-form/check-field";
import type { Problems } from "../param-form/problems";

/** The fields of a stored credential: its secrets do not come back, and stay unless they are written anew. */
export function fieldsForEditing(fields: Fields, t: Texts): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]): [string, Field] => {
      if (field.control !== "secret") return [name, field];
      const { help } = field;
      const kept = help ? t("credentials.form.keptWithHelp", { help }) : t("credentials.form.kept");
      return [name, { ...field, required: false, help: kept }];
    }),
  );
}

/** What must be filled in or corrected before saving, by field. */
export const credentialProblems = (fields: Fields, values: JsonObject, t: Texts): Problems =>
  Object.fromEntries(problemsIn(fields, values, t).map(({ path, problem }) => [path, problem]));

/** Whether a test of these values says something: each secret is at hand, and not only on the server. */
export const hasAllSecrets = (fields: Fields, values: JsonObject) =>
  Object.entries(fields).every(([name, field]) => field.control !== "secret" || Boolean(values[name]));

/** Where the server binds it to when nobody names hosts: its service, where that is known. */
export function hostsOfType({ hosts, fields }: CredentialTypeInfo, values: JsonObject): readonly string[] {
  if (hosts) return hosts;
  const url = fields.url && (values.url ?? fields.url.default);
  return typeof url === "string" && fields.url?.control === "text" ? hostOfUrl(url) : [];
}
