/** Next renders the pages only; the API, sign-in and webhooks are served in front of it. @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // The development server is opened by this name too; without it Next refuses its reload socket, and no page hydrates.
  allowedDevOrigins: ["127.0.0.1"],
  images: { unoptimized: true },
  // Types are checked once, by `npm test`: the first start need not wait for it.
  typescript: { ignoreBuildErrors: true },
};

export default config;
