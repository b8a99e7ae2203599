import { titled } from "@/app/translator";
import { ExecutionsPage } from "@/components/executions/executions-page";

export const generateMetadata = titled("executions");

export default function Executions() {
  return <ExecutionsPage />;
}
