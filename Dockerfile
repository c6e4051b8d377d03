# Steward in a container: not root, its state in the volume /app/data. Every path below is relative to /app, so that
# scripts/prove-docker-steps.sh can carry out the same lines where there is no Docker.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY tools tools
RUN npm run build

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json ./
COPY bin bin
COPY config config
COPY prompts prompts
COPY assets assets
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
RUN mkdir data && chown node:node data
USER node
VOLUME /app/data
HEALTHCHECK --interval=60s --timeout=15s --start-period=90s --retries=3 CMD ["node", "bin/steward.js", "health"]
ENTRYPOINT ["node", "bin/steward.js"]
CMD ["run"]
