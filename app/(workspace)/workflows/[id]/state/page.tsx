import { titled } from "@/app/translator";
import { StatePage } from "@/components/workflow-state/state-page";

export const generateMetadata = titled("state");

export default async function State({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <StatePage key={id} workflowId={id} />;
}
