"""How AWX pages its lists and describes its forms; the real `awx` CLI builds its commands from the latter."""

from rest_framework.metadata import SimpleMetadata
from rest_framework.pagination import PageNumberPagination
from rest_framework.relations import PrimaryKeyRelatedField
from rest_framework.utils.urls import remove_query_param, replace_query_param


class Pagination(PageNumberPagination):
    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 200

    def get_next_link(self):
        if not self.page.has_next():
            return None
        return replace_query_param(self.request.get_full_path(), "page", self.page.next_page_number())

    def get_previous_link(self):
        if not self.page.has_previous():
            return None
        return remove_query_param(self.request.get_full_path(), "page")


class Metadata(SimpleMetadata):
    def determine_actions(self, request, view):
        fields = {name: self.get_field_info(field) for name, field in view.get_serializer().fields.items()}
        for field in fields.values():
            field.setdefault("filterable", True)
        actions = {"GET": fields}
        if "POST" in view.allowed_methods and view.may_add(request.user):
            actions["POST"] = {name: info for name, info in fields.items() if not info["read_only"]}
        return actions

    def get_field_info(self, field):
        info = super().get_field_info(field)
        if isinstance(field, PrimaryKeyRelatedField):
            info["type"] = "id"
        if "choices" in info:
            info["choices"] = [(choice["value"], choice["display_name"]) for choice in info["choices"]]
        return info
