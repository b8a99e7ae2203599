import { titled } from "@/app/translator";
import { AccountPage } from "@/components/account/account-page";

export const generateMetadata = titled("account");

type AccountProps = { searchParams: Promise<{ problem?: string | string[] }> };

export default async function Account({ searchParams }: AccountProps) {
  const { problem } = await searchParams;
  return <AccountPage problem={typeof problem === "string" ? problem : undefined} />;
}
