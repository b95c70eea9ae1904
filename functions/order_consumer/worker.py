"""The same consumer for a container or a server: polls the queue, works, deletes after success.

`python worker.py` beside `handler.py`, with QUEUE_URL and AWS_REGION set and the queue's consume policy on its role.
SIGTERM lets it finish the message at hand.
"""

from __future__ import annotations

import importlib
import logging
import os
import signal
from collections.abc import Callable
from typing import Any

import boto3

logger = logging.getLogger(__name__)
WAIT_SECONDS = 20
"""How long an empty answer is held back; the longest that SQS allows, and the cheapest."""


def work(sqs: Any, queue_url: str, process: Callable[[str], Any], running: Callable[[], bool]) -> None:
    """Work the queue off while `running` says so.

    A message is deleted only when `process` returned. When it raises, nothing is done: the message comes back after
    the queue's visibility timeout, and after too many tries becomes a dead letter.
    """
    while running():
        answer = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=WAIT_SECONDS)
        for message in answer.get("Messages", []):
            if not running():
                return  # what is left of the batch becomes visible again
            try:
                process(message["Body"])
            except Exception:
                logger.exception("refused %s", message["MessageId"])
                continue
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])


def main() -> None:
    """Work until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO)
    stopped: list[int] = []
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda number, _frame: stopped.append(number))
    accept = importlib.import_module("handler").accept
    work(boto3.client("sqs"), os.environ["QUEUE_URL"], accept, lambda: not stopped)


if __name__ == "__main__":
    main()
