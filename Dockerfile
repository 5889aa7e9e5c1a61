# The services of Cellwire: cell, directory and operator; the command says which. Any Debian or Ubuntu can be the base:
#   docker build -t localhost/cellwire:0.1.0 .
#   docker build -t localhost/cellwire:0.1.0 --build-arg BASE=… --build-arg BUILDER=… .
ARG BASE=docker.io/library/debian:bookworm-slim
ARG BUILDER=docker.io/library/node:24-bookworm-slim

FROM ${BUILDER} AS build
WORKDIR /app
COPY . .
# A context may bring the modules along (`./cellwire cluster load-images` makes such a one): then no registry is needed.
RUN if [ -e production-modules.tar ]; then \
      tar -xf production-modules.tar && rm production-modules.tar; \
    else \
      npm install --no-save --omit=dev --include-workspace-root -w cell -w directory-service -w operator --no-audit --no-fund; \
    fi \
    && mv node_modules/node/bin/node /node \
    && rm -rf node_modules/node node_modules/.bin

FROM ${BASE}
# All that Node needs besides what every Debian has.
RUN ldconfig -p | grep -q libatomic.so.1 || { apt-get update -q \
    && apt-get install -q -y --no-install-recommends libatomic1 && rm -rf /var/lib/apt/lists/*; }
RUN echo 'cellwire:x:65532:' >>/etc/group && echo 'cellwire:x:65532:65532::/nonexistent:/usr/sbin/nologin' >>/etc/passwd
COPY --from=build /node /usr/local/bin/node
COPY --from=build /app /app
WORKDIR /app
ENV NODE_ENV=production
USER 65532:65532
CMD ["node", "cell/src/main.ts", "gateway"]
