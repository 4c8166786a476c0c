FROM python:3.13-slim
WORKDIR /app
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY tracker tracker
COPY enrichment enrichment
COPY reports reports
RUN pip install --no-cache-dir . && useradd --uid 10001 --create-home visitrace && install -d -o visitrace -m 0700 /data
USER visitrace
VOLUME /data
EXPOSE 8000
CMD ["tracker", "serve"]
