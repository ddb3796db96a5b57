/** A Dockerfile for test/fixtures/moody that compiles it and keeps its programs alone. */
export const MOODY_DOCKERFILE = `FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
COPY . .
RUN cargo build --release --locked --bins && install -D -t /out target/release/train target/release/serve
FROM debian:bookworm-slim
COPY --from=build /out/ /usr/local/bin/
`;
