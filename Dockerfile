# syntax=docker/dockerfile:1
ARG NODE=22-bookworm

# sqlite3 is compiled here; python3, make and g++ come with the full image.
FROM node:${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# The image carries Node's headers, so that the compile fetches nothing.
RUN npm_config_nodedir=/usr/local npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY migrations ./migrations
COPY views ./views
COPY src ./src
# --build-arg TRACING=true keeps the packages of OpenTelemetry in the image; without them OTEL_… can't be used.
ARG TRACING=false
RUN node src/bootstrap/build.mjs \
    && cp -r node_modules/@opentelemetry /tracing \
    && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
    && if [ "${TRACING}" = "true" ]; then cp -r /tracing/. node_modules/@opentelemetry/; fi \
    && node -e "require('sqlite3')" \
    && rm -rf node_modules/sqlite3/deps node_modules/sqlite3/build/Release/obj* node_modules/sqlite3/build/deps

FROM node:${NODE}-slim AS runtime
# Whoever builds the image to publish it says where it comes from: --build-arg REVISION="$(git rev-parse HEAD)" and so on.
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=unknown
ARG SOURCE=unknown
ARG DOCUMENTATION=unknown
ARG URL=unknown
LABEL org.opencontainers.image.title="Passo" \
      org.opencontainers.image.description="Self-hosted SAML 2.0 identity provider and SCIM 2.0 provisioning client" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.documentation="${DOCUMENTATION}" \
      org.opencontainers.image.url="${URL}" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    PASSO_HOST=0.0.0.0 \
    PASSO_DATA_DIR=/data \
    PASSO_ENCRYPTION_KEY_FILE=/data/encryption.key
WORKDIR /app
COPY --from=build /app/package.json /app/package-lock.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/views/assets ./views/assets
COPY LICENSE THIRD-PARTY-NOTICES SECURITY.md ./
# The Help of each page.
COPY docs ./docs
# Everything written at run time goes to /data, so the root file system may be mounted read-only. Mount /key, or a secret,
# and point PASSO_ENCRYPTION_KEY_FILE at a file there to keep the key apart from the database.
RUN mkdir /data /key && chown node:node /data /key && echo "${REVISION}" > REVISION
USER node
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["node", "dist/src/cli/main.js", "healthcheck"]
# The flags of src/bootstrap/node-flags.mjs, which says what they are for.
ENTRYPOINT ["node", "--enable-source-maps", "--max-semi-space-size=24", "--min-semi-space-size=16", \
    "--max-inlined-bytecode-size=200", "--max-inlined-bytecode-size-cumulative=400", "--interrupt-budget=30000", "--v8-pool-size=2", \
    "dist/src/cli/main.js"]
CMD ["serve"]
