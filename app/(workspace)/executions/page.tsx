import type { Metadata } from "next";
import { ExecutionsPage } from "@/components/executions/executions-page";

export const metadata: Metadata = { title: "Executions" };

export default function Executions() {
  return <ExecutionsPage />;
}
