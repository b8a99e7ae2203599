import { titled } from "@/app/translator";
import { ApiReferencePage } from "@/components/api-reference/api-reference-page";

export const generateMetadata = titled("apiReference");

export default function ApiReference() {
  return <ApiReferencePage />;
}
