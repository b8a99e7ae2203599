/** Next renders the pages only; the API, sign-in and webhooks are served in front of it. @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // The development server is opened by this name too; without it Next refuses its reload socket, and no page hydrates.
  allowedDevOrigins: ["127.0.0.1"],
  images: { unoptimized: true },
  // Messages are compiled on the server (`app/translator.ts`): the browser needs no parser for them.
  turbopack: { resolveAlias: { "use-intl/format-message": "use-intl/format-message/format-only" } },
  // Types are checked once, by `npm test`: the first start need not wait for it.
  typescript: { ignoreBuildErrors: true },
};

export default config;
