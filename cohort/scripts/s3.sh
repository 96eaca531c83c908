#!/usr/bin/env bash
# Runs the cluster's test on an S3-compatible store: moto's server from PyPI, on the loopback interface.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=target/s3
[ -x "$work/bin/python" ] || python3 -m venv "$work"
"$work/bin/pip" install --quiet --disable-pip-version-check "moto[server]>=5"

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export AWS_ENDPOINT="http://127.0.0.1:$port" AWS_ALLOW_HTTP=true AWS_REGION=us-east-1
# Any keys do: moto asks for none.
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
"$work/bin/moto_server" -H 127.0.0.1 -p "$port" >"$work/server.log" 2>&1 &
server=$!
trap 'kill "$server"' EXIT
"$work/bin/python" - <<'PYTHON'
import os, time, boto3
client = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT"])
for attempt in range(100):
    try:
        client.create_bucket(Bucket="gait")
        break
    except Exception:
        if attempt == 99:
            raise
        time.sleep(0.2)
PYTHON
cd cohort
GAITSCOPE_S3=s3://gait/recordings cargo test --features cluster --test cluster -- --ignored object_store
