import { titled } from "@/app/translator";
import { WorkflowsPage } from "@/components/workflows/workflows-page";

export const generateMetadata = titled("workflows");

export default function Workflows() {
  return <WorkflowsPage />;
}
