import { titled } from "@/app/translator";
import { SignInForm } from "@/components/sign-in/sign-in-form";

export const generateMetadata = titled("signIn");

type SignInPageProps = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next } = await searchParams;
  return <SignInForm next={typeof next === "string" ? next : undefined} />;
}
