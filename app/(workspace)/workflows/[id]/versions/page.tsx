import { titled } from "@/app/translator";
import { View } from "./view";

export const generateMetadata = titled("versions");

export default async function VersionsPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <View key={id} id={id} />;
}
