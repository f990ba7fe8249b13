{{- define "csc.image" -}}
{{- $tag := .Values.image.tag | default .Values.global.controlSystem.imageTag -}}
{{- if hasKey .Values.image "revision" -}}
{{ printf "%s:%s.%03d" .Values.image.repository $tag (int .Values.image.revision) }}
{{- else -}}
{{ printf "%s:%s" .Values.image.repository $tag }}
{{- end -}}
{{- end -}}
