import type { Json, JsonObject } from "@/shared/item";
import { isJsonObject } from "@/shared/item";
import { own, type Reader, textAt } from "./references";
import type { DocumentFacts } from "./stored";

/** Our types of credentials that fit what the document says, and what they must hold. */
export function securityOf(reader: Reader): Pick<DocumentFacts, "credentials" | "credentialHint"> {
  const components = reader.object(own(reader.document, "components"));
  const schemes = own(components, "securitySchemes") ?? own(reader.document, "securityDefinitions");
  const found = isJsonObject(schemes) ? Object.values(schemes).map((scheme) => kindOf(scheme, reader)) : [];
  return {
    credentials: [...new Set(found.flatMap(({ types }) => types))],
    credentialHint: [...new Set(found.flatMap(({ hint }) => (hint ? [hint] : [])))].join("; ").slice(0, 300),
  };
}

function kindOf(value: Json, reader: Reader): { types: string[]; hint?: string } {
  const scheme: JsonObject = reader.object(value);
  const name = textAt(scheme, "name");
  switch (textAt(scheme, "type").toLowerCase()) {
    case "apikey":
      if (textAt(scheme, "in") === "query") return { types: ["http.query"], hint: `Query parameter: ${name}` };
      if (textAt(scheme, "in") === "cookie") return { types: ["http.header"], hint: `Header: Cookie with ${name}=…` };
      return { types: ["http.header"], hint: `Header: ${name}` };
    case "basic":
      return { types: ["http.basic"] };
    case "http":
      switch (textAt(scheme, "scheme").toLowerCase()) {
        case "basic":
          return { types: ["http.basic"] };
        case "digest":
          return { types: ["http.digest"] };
        default:
          return { types: ["http.bearer"] };
      }
    case "oauth2":
    case "openidconnect":
      return { types: ["http.oauth2", "http.bearer"] };
    default:
      return { types: [] };
  }
}
