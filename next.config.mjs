/** Next renders the pages only; the API, sign-in and webhooks are served in front of it. @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  allowedDevOrigins: ["127.0.0.1", "localhost"],
  // Without it the development server refuses its own socket at this address, and no page comes alive.
  allowedDevOrigins: ["127.0.0.1"],
  // The development server is opened by this name too; without it Next refuses its reload socket, and no page hydrates.
  allowedDevOrigins: ["127.0.0.1"],
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: false },
};

export default config;
