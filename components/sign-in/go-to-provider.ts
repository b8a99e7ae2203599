import { postAuth } from "../auth";
import { texts } from "../messages/texts";

/** Leaves for the provider. Gives what was wrong, empty when the person did not want to go on; undefined: it leaves. */
export async function goToProvider(order: {
  provider: string;
  next?: string;
  connect?: boolean;
}): Promise<string | undefined> {
  const answer = await postAuth<{ url: string }>("/provider", order);
  if (!answer.ok) return answer.code === "CONFIRM" ? "" : answer.message || texts()("account.noAnswer");
  window.location.assign(answer.body.url);
  return undefined;
}
