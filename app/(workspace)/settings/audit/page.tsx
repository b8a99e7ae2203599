import { titled } from "@/app/translator";
import { AuditPage } from "@/components/audit/audit-page";

export const generateMetadata = titled("audit");

export default function Audit() {
  return <AuditPage />;
}
