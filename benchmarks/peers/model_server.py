# SPDX-License-Identifier: Apache-2.0
"""A model server: windows by HTTP, scored by PyTorch in dynamic micro-batches.

usage: model_server.py PORT SCRIPT GRAPH SAMPLES THREADS

POST / takes one conditioned window, little-endian float32, and answers the logits likewise. What
comes within 5 ms is computed together, at most 32 windows. THREADS batches are computed at a time,
each on one core: PyTorch lets go of Python's lock while it computes.
"""
import asyncio
import concurrent.futures
import sys

import numpy as np
import torch
from aiohttp import web

import torch_network

BATCH = 32
WAIT_SECONDS = 0.005

port, script, graph, samples, threads = sys.argv[1:6]
port, samples, threads = int(port), int(samples), int(threads)
torch.set_num_threads(1)
torch.set_num_interop_threads(1)
forward = torch_network.prepare(script, graph, "conv2d", torch.zeros(BATCH, 1, samples))
workers = concurrent.futures.ThreadPoolExecutor(
    threads, initializer=lambda: torch.set_num_threads(1))


def compute(bodies):
    windows = np.frombuffer(b"".join(bodies), "<f4").reshape(len(bodies), 1, samples)
    with torch.inference_mode():
        return forward(torch.from_numpy(windows.copy())).numpy()


async def answer(request):
    body = await request.read()
    future = asyncio.get_running_loop().create_future()
    await request.app["queue"].put((body, future))
    return web.Response(body=await future, content_type="application/octet-stream")


async def batches(queue):
    loop = asyncio.get_running_loop()
    while True:
        batch = [await queue.get()]
        until = loop.time() + WAIT_SECONDS
        while len(batch) < BATCH:
            if queue.empty():
                rest = until - loop.time()
                if rest <= 0:
                    break
                try:
                    batch.append(await asyncio.wait_for(queue.get(), rest))
                except asyncio.TimeoutError:
                    break
            else:
                batch.append(queue.get_nowait())
        try:
            logits = await loop.run_in_executor(workers, compute, [body for body, _ in batch])
        except Exception as failure:
            for _, future in batch:
                future.set_exception(failure)
            continue
        for (_, future), row in zip(batch, logits):
            if not future.cancelled():
                future.set_result(row.astype("<f4").tobytes())


async def start(app):
    app["queue"] = asyncio.Queue()
    app["batches"] = [asyncio.create_task(batches(app["queue"])) for _ in range(threads)]


# Warm before the port is open.
for future in [workers.submit(compute, [bytes(4 * samples)] * BATCH) for _ in range(5 * threads)]:
    future.result()
application = web.Application()
application.on_startup.append(start)
application.router.add_post("/", answer)
web.run_app(application, host="127.0.0.1", port=port, access_log=None, print=None)
