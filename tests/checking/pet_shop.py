"""An API in memory with things that were there before, and the OpenAPI document of it."""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Awaitable, Callable
from copy import deepcopy
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

OWNER = "11111111-1111-4111-8111-111111111111"


class PetShop:
    """Owners, their pets, notes that are named by whoever writes them, and the shop itself."""

    def __init__(self) -> None:
        self.owners: dict[str, dict[str, Any]] = {OWNER: {"id": OWNER, "name": "Ada"}}
        self.pets: dict[int, dict[str, Any]] = {1: {"id": 1, "name": "Rex", "owner_id": OWNER}}
        self.notes: dict[str, str] = {"opening-hours": "9 to 5"}
        self.shop = {"title": "Pets", "open": True}
        self.before = self.state()
        self.called: list[str] = []
        self._numbers = itertools.count(2)

    def state(self) -> Any:
        """Everything that it holds, as a copy."""
        return deepcopy((self.owners, self.pets, self.notes, self.shop))

    @property
    def unharmed(self) -> bool:
        """Whether everything that was there before is there, as it was."""
        kept: tuple[dict[Any, Any], ...] = (self.owners, self.pets, self.notes)
        had = self.before[:3]
        same = all(
            now.get(key) == value
            for old, now in zip(had, kept, strict=True)
            for key, value in old.items()
        )
        return bool(same and self.shop == self.before[3])

    @property
    def clean(self) -> bool:
        """Whether nothing is left of what a run created."""
        return bool(self.state() == self.before)

    def application(self) -> Starlette:
        """The API."""
        routes: list[tuple[str, str, Callable[[Request], Awaitable[Response]]]] = [
            ("GET", "/owners", self.list_owners),
            ("POST", "/owners", self.add_owner),
            ("DELETE", "/owners", self.clear_owners),
            ("GET", "/owners/{id}", self.get_owner),
            ("DELETE", "/owners/{id}", self.remove_owner),
            ("GET", "/owners/{owner_id}/pets", self.list_pets),
            ("POST", "/pets", self.add_pet),
            ("GET", "/pets/{petId}", self.get_pet),
            ("PATCH", "/pets/{petId}", self.change_pet),
            ("DELETE", "/pets/{petId}", self.remove_pet),
            ("PUT", "/notes/{name}", self.write_note),
            ("GET", "/notes/{name}", self.read_note),
            ("DELETE", "/notes/{name}", self.remove_note),
            ("GET", "/shop", self.get_shop),
            ("PUT", "/shop", self.change_shop),
            ("POST", "/shop/reset", self.reset),
        ]
        return Starlette(routes=[Route(p, self._seen(f), methods=[m]) for m, p, f in routes])

    def _seen(
        self, answer: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def seen(request: Request) -> Response:
            self.called.append(f"{request.method} {request.url.path}")
            return await answer(request)

        return seen

    async def list_owners(self, _request: Request) -> Response:
        return JSONResponse(list(self.owners.values()))

    async def add_owner(self, request: Request) -> Response:
        name = (await _body(request)).get("name")
        if not isinstance(name, str) or name in {one["name"] for one in self.owners.values()}:
            return JSONResponse({"error": "the name is taken"}, 422)
        owner = {"id": str(uuid.uuid4()), "name": name}
        self.owners[owner["id"]] = owner
        return JSONResponse(owner, 201)

    async def clear_owners(self, _request: Request) -> Response:
        self.owners.clear()
        return Response(status_code=204)

    async def get_owner(self, request: Request) -> Response:
        return _found(self.owners.get(request.path_params["id"]))

    async def remove_owner(self, request: Request) -> Response:
        name = request.path_params["id"]
        if any(pet["owner_id"] == name for pet in self.pets.values()):
            return JSONResponse({"error": "the owner has pets"}, 409)
        return _gone(self.owners.pop(name, None))

    async def list_pets(self, request: Request) -> Response:
        owner = request.path_params["owner_id"]
        return JSONResponse([pet for pet in self.pets.values() if pet["owner_id"] == owner])

    async def add_pet(self, request: Request) -> Response:
        said = await _body(request)
        if said.get("owner_id") not in self.owners or not isinstance(said.get("name"), str):
            return JSONResponse({"error": "no such owner"}, 422)
        number = next(self._numbers)
        pet = {"id": number, "name": said["name"], "owner_id": said["owner_id"]}
        self.pets[number] = pet
        return JSONResponse(pet, 201)

    async def get_pet(self, request: Request) -> Response:
        return _found(self.pets.get(int(request.path_params["petId"])))

    async def change_pet(self, request: Request) -> Response:
        pet = self.pets.get(int(request.path_params["petId"]))
        if pet is not None:
            pet.update(await _body(request))
        return _found(pet)

    async def remove_pet(self, request: Request) -> Response:
        return _gone(self.pets.pop(int(request.path_params["petId"]), None))

    async def write_note(self, request: Request) -> Response:
        self.notes[request.path_params["name"]] = (await request.body()).decode()
        return Response(status_code=204)

    async def read_note(self, request: Request) -> Response:
        note = self.notes.get(request.path_params["name"])
        return _found(None if note is None else {"text": note})

    async def remove_note(self, request: Request) -> Response:
        return _gone(self.notes.pop(request.path_params["name"], None))

    async def get_shop(self, _request: Request) -> Response:
        return JSONResponse(self.shop)

    async def change_shop(self, request: Request) -> Response:
        self.shop = await _body(request)
        return JSONResponse(self.shop)

    async def reset(self, _request: Request) -> Response:
        self.__init__()  # type: ignore[misc]
        self.owners.clear()
        return Response(status_code=204)


async def _body(request: Request) -> dict[str, Any]:
    try:
        value = json.loads(await request.body())
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _found(value: Any) -> Response:
    return JSONResponse({"error": "not found"}, 404) if value is None else JSONResponse(value)


def _gone(value: Any) -> Response:
    return JSONResponse({"error": "not found"}, 404) if value is None else Response(status_code=204)


def _object(**properties: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": {name: {"type": kind} for name, kind in properties.items()},
    }


def document() -> dict[str, Any]:
    """Its OpenAPI document, with ids in its examples that are those of real things."""
    uuids = {"type": "string", "format": "uuid"}
    owner = _object(id="string", name="string")
    owner["properties"]["id"] = uuids
    pet = _object(id="integer", name="string", owner_id="string")
    new_pet = _object(name="string", owner_id="string")
    new_pet["properties"]["owner_id"] = {**uuids, "example": OWNER}
    new_pet["properties"]["name"]["example"] = "Rex"
    error = _object(error="string")
    owner_id = _parameter("id", {**uuids, "example": OWNER})
    pet_id = _parameter("petId", {"type": "integer", "example": 1})
    note = _parameter("name", {"type": "string", "example": "opening-hours"})
    missing = {"404": _answer(error)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {
            "/owners": {
                "get": _operation({"200": _answer({"type": "array", "items": owner})}),
                "post": _operation(
                    {"201": _answer(owner), "422": _answer(error)}, body=_object(name="string")
                ),
                "delete": _operation({"204": _answer()}),
            },
            "/owners/{id}": {
                "get": _operation({"200": _answer(owner), **missing}, [owner_id]),
                "delete": _operation(
                    {"204": _answer(), "409": _answer(error), **missing}, [owner_id]
                ),
            },
            "/owners/{owner_id}/pets": {
                "get": _operation(
                    {"200": _answer({"type": "array", "items": pet})},
                    [_parameter("owner_id", uuids)],
                )
            },
            "/pets": {
                "post": _operation({"201": _answer(pet), "422": _answer(error)}, body=new_pet)
            },
            "/pets/{petId}": {
                "get": _operation({"200": _answer(pet), **missing}, [pet_id]),
                "patch": _operation(
                    {"200": _answer(pet), **missing}, [pet_id], _object(name="string")
                ),
                "delete": _operation({"204": _answer(), **missing}, [pet_id]),
            },
            "/notes/{name}": {
                "put": _operation({"204": _answer()}, [note], {"type": "string"}, "text/plain"),
                "get": _operation({"200": _answer(_object(text="string")), **missing}, [note]),
                "delete": _operation({"204": _answer(), **missing}, [note]),
            },
            "/shop": {
                "get": _operation({"200": _answer(_object(title="string", open="boolean"))}),
                "put": _operation(
                    {"200": _answer(_object(title="string", open="boolean"))},
                    body=_object(title="string", open="boolean"),
                ),
            },
            "/shop/reset": {"post": _operation({"204": _answer()})},
        },
    }


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _answer(schema: dict[str, Any] | None = None) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}} if schema else {}
    return {"description": "", **content}


def _operation(
    responses: dict[str, Any],
    parameters: list[dict[str, Any]] | None = None,
    body: dict[str, Any] | None = None,
    media_type: str = "application/json",
) -> dict[str, Any]:
    carried = {"required": True, "content": {media_type: {"schema": body}}}
    return {
        "parameters": parameters or [],
        "responses": responses,
        **({"requestBody": carried} if body else {}),
    }
