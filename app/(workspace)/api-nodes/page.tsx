import { titled } from "@/app/translator";
import { ApiNodesPage } from "@/components/api-nodes/api-nodes-page";

export const generateMetadata = titled("apiNodes");

export default function ApiNodes() {
  return <ApiNodesPage />;
}
