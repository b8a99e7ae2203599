import { notFound } from "next/navigation";
import { titled } from "@/app/translator";
import { View } from "./view";

export const generateMetadata = titled("table");

export default async function TablePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!/^\d{1,15}$/.test(id)) notFound();
  return <View key={id} id={Number(id)} />;
}
