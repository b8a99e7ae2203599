import { type Service, startService } from "../service";

export type Review = { id: string; order: string; rating: number; title: string; text: string; author: string };
export type ReviewSite = Service & {
  reviews: Review[];
  /** Away, it answers everything with 503. */
  setAway(isAway: boolean): void;
};

/** Shows reviews. One that was sent with a known `Idempotency-Key` is not shown twice. */
export async function startReviewSite(port = 0): Promise<ReviewSite> {
  const reviews: Review[] = [];
  const keys = new Map<string, Review>();
  let isAway = false;
  const service = await startService(
    {
      "POST /reviews": ({ headers, body }) => {
        if (isAway) return { status: 503, json: { error: "Down for maintenance" } };
        const key = String(headers["idempotency-key"] ?? "");
        const known = keys.get(key);
        if (known) return { json: known };
        const review = body as Review;
        if (!(review.rating >= 1 && review.rating <= 5)) {
          return { status: 422, json: { error: "A rating is a number from 1 to 5" } };
        }
        reviews.push(review);
        if (key) keys.set(key, review);
        return { status: 201, json: review };
      },
      "GET /reviews": () => ({ json: { data: reviews } }),
    },
    port,
  );
  return {
    ...service,
    reviews,
    setAway(away) {
      isAway = away;
    },
  };
}
