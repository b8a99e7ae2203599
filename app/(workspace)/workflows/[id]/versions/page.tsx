import type { Metadata } from "next";
import { View } from "./view";

export const metadata: Metadata = { title: "Versions" };

export default async function VersionsPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <View key={id} id={id} />;
}
