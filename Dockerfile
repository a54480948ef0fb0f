# One image for the API, the worker and the migration: the command decides (docs/containers.md).
# The build needs no secret and no network but the npm registry.

# The Node version of package.json's "node"; scripts/check-image.mjs compares the two. To pin the content as
# well as the name, append the digest that `docker buildx imagetools inspect` prints: node:TAG@sha256:…
FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app

# Compiles src without src/local and src/bin/local: the embedded servers and the mail inbox are for development.
FROM base AS build
COPY package.json package-lock.json ./
# No package needs its install script here: tsc's compiler is a package of its own for each platform.
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json tsconfig.image.json ./
COPY src src
COPY clients/typescript/src clients/typescript/src
RUN node node_modules/typescript/bin/tsc -p tsconfig.image.json \
    && cp src/entities/migrations/*.json dist/src/entities/migrations/ \
    && mkdir -p dist/node_modules/redoc/bundles \
    && cp node_modules/redoc/bundles/redoc.standalone.js* node_modules/redoc/LICENSE dist/node_modules/redoc/bundles/ \
    && rm dist/node_modules/redoc/bundles/*.map

FROM base AS dependencies
COPY package.json package-lock.json ./
# What is optional: typescript (to npm an optional peer of a dependency), and a native part of msgpackr that
# speeds up reading, while BullMQ only writes with it.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM base AS final
LABEL org.opencontainers.image.title="Holdfast" \
      org.opencontainers.image.description="Order-processing engine: API, worker and migration" \
      org.opencontainers.image.licenses="MIT"
# A container is reached from outside of it. Only the worker writes the heartbeat. Each of Node's dozen threads may take
# an arena of glibc's for itself, and gives nothing of it back: two are enough (docs/decisions.md).
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    HOST=0.0.0.0 \
    PORT=8000 \
    HEARTBEAT_FILE=/tmp/holdfast-worker.heartbeat
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY scripts/container-health.mjs scripts/
# "type": "module" is in there.
COPY package.json ./
# The image's user "node", as numbers: Kubernetes' runAsNonRoot cannot look up a name. It may write nothing
# below /app, which stays root's.
USER 1000:1000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["node", "scripts/container-health.mjs"]
# Exec form: node itself gets SIGTERM, drains and exits with 0. With --expose-gc it gives the memory of its start back;
# room for young objects (MB) is CPU: less of what a request leaves is still in use when it is looked through.
CMD ["node", "--enable-source-maps", "--expose-gc", "--max-semi-space-size=32", "dist/src/bin/api.js"]
