import { titled } from "@/app/translator";
import { TemplatesPage } from "@/components/templates/templates-page";

export const generateMetadata = titled("templates");

export default function Templates() {
  return <TemplatesPage />;
}
